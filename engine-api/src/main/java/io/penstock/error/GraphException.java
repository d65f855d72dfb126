package io.penstock.error;

import io.penstock.graph.Problem;
import java.util.List;

/** A graph that cannot be built; carries every problem found, each with its fix. */
public class GraphException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * Creates an exception from what the planner found.
     *
     * @param graph    name of the graph.
     * @param problems all problems; at least one.
     */
    public GraphException(final String graph, final List<Problem> problems) {
        super(Category.GRAPH, message(graph, problems));
        this.problems = List.copyOf(problems);
    }

    /**
     * Everything that was found, in the order of the graph.
     *
     * @return an immutable list; empty after deserialisation.
     */
    public List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }

    private static String message(final String graph, final List<Problem> problems) {
        final StringBuilder text = new StringBuilder(graph).append(": ").append(problems.size())
            .append(problems.size() == 1 ? " problem" : " problems");
        for (int i = 0; i < problems.size(); i++) {
            text.append("\n ").append(i + 1).append(". ").append(problems.get(i).text().replace("\n", "\n    "));
        }
        return text.toString();
    }
}
