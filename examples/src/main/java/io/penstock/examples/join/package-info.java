/** A participant of a room in a terminal: roster, chat and speaking rights by typing, media from files, devices or painted. */
package io.penstock.examples.join;
