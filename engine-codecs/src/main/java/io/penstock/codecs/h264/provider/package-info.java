/** Penstock's own H.264 encoder as a codec of the engine: the only package of it that knows frames, formats and settings of the engine. */
package io.penstock.codecs.h264.provider;
