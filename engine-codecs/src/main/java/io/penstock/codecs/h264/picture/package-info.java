/** What an H.264 encoder's parts share: pictures in memory, and what is known of each macroblock of the picture in work. JDK only. */
package io.penstock.codecs.h264.picture;
