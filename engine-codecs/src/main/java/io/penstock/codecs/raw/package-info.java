/**
 * Codecs that only copy: L16 sound and raw pictures, for measuring the engine without a codec: provider {@code raw}.
 */
package io.penstock.codecs.raw;
