/** What a call measured, as records, and how it is written down: JSON for programs, one HTML page for people. */
package io.penstock.examples.report;
