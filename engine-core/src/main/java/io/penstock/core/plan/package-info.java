/** Pure planning: from a graph as written to an execution plan, or to all of its problems at once. */
package io.penstock.core.plan;
