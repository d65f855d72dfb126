/**
 * Running a plan: regions as Agrona agents, direct calls inside them, edges between them, runners that park and wake, supervision, and the life
 * of a graph. Internal to the engine.
 */
package io.penstock.core.run;
