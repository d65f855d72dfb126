/**
 * What plug-ins implement: codecs, RTP payload formats, stages for text launch, devices, converters, and the two audio services of
 * the jitter buffer. All providers are found by {@link java.util.ServiceLoader} with the class loader given by the host.
 */
package io.penstock.spi;
