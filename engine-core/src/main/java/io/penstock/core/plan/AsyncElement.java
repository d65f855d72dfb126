package io.penstock.core.plan;

import io.penstock.error.ConfigurationException;
import io.penstock.graph.EdgePolicy;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The queue {@code async policy=… max=… count=…} in pipeline text. */
final class AsyncElement implements StageProvider {
    static final String NAME = "async";

    private static final Map<String, EdgePolicy.Kind> POLICIES = new LinkedHashMap<>();

    static {
        POLICIES.put("latest", EdgePolicy.Kind.LATEST);
        POLICIES.put("dropOldest", EdgePolicy.Kind.DROP_OLDEST);
        POLICIES.put("block", EdgePolicy.Kind.BLOCK);
        POLICIES.put("dropNewest", EdgePolicy.Kind.DROP_NEWEST);
        POLICIES.put("keyframeAware", EdgePolicy.Kind.KEYFRAME_AWARE);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "puts a queue and a thread boundary between two stages";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("policy", Type.TEXT, null, String.join(", ", POLICIES.keySet())),
            new Option("max", Type.DURATION, "0ms", "how old a frame may get"),
            new Option("count", Type.INT, "0", "how many frames the queue holds"));
    }

    /** The policy that the options mean. */
    static EdgePolicy policy(final StageOptions options) {
        final String name = options.text("policy");
        final EdgePolicy.Kind kind = POLICIES.get(name);
        if (kind == null) {
            throw new ConfigurationException("async: policy=" + name + " is unknown; " + Nearest.hint(name,
                new ArrayList<>(POLICIES.keySet())));
        }
        final Duration max = options.duration("max");
        final int count = options.integer("count");
        if (kind == EdgePolicy.Kind.LATEST) {
            if (!max.isZero() || count > 1) {
                throw new ConfigurationException("async: policy=latest keeps one frame and takes neither max nor count");
            }
            return new EdgePolicy(kind, Duration.ZERO, 1);
        }
        if (max.isZero() && count == 0) {
            throw new ConfigurationException("async: policy=" + name + " needs max=<duration> or count=<frames>");
        }
        if (count < 0 || count > EdgePolicy.MAX_COUNT) {
            throw new ConfigurationException("async: count=" + count + " is out of range; accepted are 1–" + EdgePolicy.MAX_COUNT);
        }
        return new EdgePolicy(kind, max, count);
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        throw new UnsupportedOperationException("a queue is no stage");
    }
}
