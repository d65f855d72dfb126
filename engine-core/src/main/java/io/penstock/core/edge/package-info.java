/** Asynchronous edges: bounded rings between regions, and the policies that shed what comes too late. */
package io.penstock.core.edge;
