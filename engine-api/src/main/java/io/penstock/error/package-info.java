/** What can go wrong, as unchecked exceptions with a {@linkplain io.penstock.error.EngineException.Category category}. */
package io.penstock.error;
