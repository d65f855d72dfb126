/** What codecs cost: by JMH, for each picture. */
package io.penstock.benchmarks.codecs;
