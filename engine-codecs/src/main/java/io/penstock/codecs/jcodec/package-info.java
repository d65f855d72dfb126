/** What the codecs built on JCodec share. */
package io.penstock.codecs.jcodec;
