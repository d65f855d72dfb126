/** RTP payload formats. */
package io.penstock.codecs.payload;
