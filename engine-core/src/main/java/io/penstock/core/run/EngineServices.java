package io.penstock.core.run;

import io.penstock.clock.MediaClock;
import io.penstock.core.MetricsLevel;
import io.penstock.core.memory.FormatTable;
import io.penstock.core.memory.PoolRegistry;
import io.penstock.core.metrics.EngineCounters;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.ConverterProvider;
import io.penstock.stage.Stage;
import java.util.List;
import java.util.function.Function;

/**
 * What all graphs of an engine share.
 *
 * @param codecs       makes stages of codec specs.
 * @param converters   stages that bridge formats.
 * @param clock        time.
 * @param counters     shared memory for counters.
 * @param metrics      how much is measured.
 * @param formats      interned formats.
 * @param pools        all pools by number.
 * @param runners      places regions on threads.
 * @param conductor    the control plane's thread.
 * @param startNs      how long a stage may take to start.
 * @param closeNs      how long a stage may take to return when its graph stops.
 * @param guardFrames  check frames for misuse.
 */
public record EngineServices(Function<CodecSpec, Stage> codecs, List<ConverterProvider> converters, MediaClock clock,
    EngineCounters counters, MetricsLevel metrics, FormatTable formats, PoolRegistry pools,
    RunnerPool runners, Conductor conductor, long startNs, long closeNs, boolean guardFrames) {
}
