/** Composing graphs, running them, and looking at them. */
package io.penstock.graph;
