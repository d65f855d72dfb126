package io.penstock.core.run;

import io.penstock.error.EngineException;

/** Words the failure of a stage to start. */
final class StartFailure {
    private StartFailure() {
    }

    static EngineException of(final String graph, final String stage, final Throwable cause) {
        final EngineException.Category category = cause instanceof EngineException engine ? engine.category() : EngineException.Category.STAGE;
        final String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new EngineException(category, "graph \"" + graph + "\", stage \"" + stage + "\" cannot start: " + message, cause);
    }
}
