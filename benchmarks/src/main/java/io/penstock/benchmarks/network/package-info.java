/** What it costs to survive a bad network: protection and the estimate of what the network takes. */
package io.penstock.benchmarks.network;
