/** What runs a plan: regions as agents, their conductor, supervision, and the way events travel upstream. */
package io.penstock.core.run;
