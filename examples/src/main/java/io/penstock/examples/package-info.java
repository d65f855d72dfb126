/** Runnable examples, one idea each. */
package io.penstock.examples;
