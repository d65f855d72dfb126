/** The engine's stages around its own encoder of pictures. */
package io.penstock.examples.video;
