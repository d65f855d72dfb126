/** What people would use instead, measured by the same stamp in the picture: pipes to other programs, a browser, and the table of it all. */
package io.penstock.benchmarks.peers;
