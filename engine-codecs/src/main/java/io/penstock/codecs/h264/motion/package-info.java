/** Motion: how blocks differ, samples between samples, prediction of vectors, and the search for them. */
package io.penstock.codecs.h264.motion;
