/** MP4 reading and writing. */
package io.penstock.codecs.mp4;
