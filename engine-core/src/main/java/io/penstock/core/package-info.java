/** The engine itself: launch, close, and the context it is configured by. */
package io.penstock.core;
