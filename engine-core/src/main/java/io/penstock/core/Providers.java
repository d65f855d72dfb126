package io.penstock.core;

import io.penstock.error.ConfigurationException;
import io.penstock.format.CodecId;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.ConverterProvider;
import io.penstock.spi.DeviceProvider;
import io.penstock.spi.LossConcealer;
import io.penstock.spi.PayloadFormat;
import io.penstock.spi.StageProvider;
import io.penstock.spi.TimeScaler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Everything that plug-ins bring: codecs, RTP payload formats, stages for pipeline text, converters, devices, and the audio services of the
 * jitter buffer.
 *
 * <p>Found by {@link ServiceLoader} in {@code META-INF/services} with the class loader of the host, once for each kind, when it is first
 * asked for. Works from a shaded jar whose services files were merged. A provider that cannot be loaded does not hide the others: it is
 * left out, and {@link #problems()} and the messages about what is missing tell of it.
 *
 * <p>Thread-safe; for the control plane.
 */
public final class Providers {
    /** A services file that cannot even be read fails at every attempt; this ends them. */
    private static final int MAX_FAILURES = 100;

    private final ClassLoader classLoader;
    private final Map<Class<?>, List<?>> found = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private Providers(final ClassLoader classLoader) {
        this.classLoader = Objects.requireNonNull(classLoader, "classLoader");
    }

    /**
     * The providers that a class loader sees.
     *
     * @param classLoader of the host: the one that sees the plug-ins.
     * @return the providers; nothing is loaded yet.
     */
    public static Providers of(final ClassLoader classLoader) {
        return new Providers(classLoader);
    }

    /**
     * The provider for a codec: the one that the spec names, else the one of highest priority, else the first by name.
     *
     * @param spec codec, direction, and perhaps the provider's name.
     * @return the provider.
     * @throws ConfigurationException if there is none; the message lists what is there.
     */
    public CodecProvider codec(final CodecSpec spec) {
        final List<CodecProvider> all = instances(CodecProvider.class);
        return all.stream()
            .filter(provider -> spec.provider().map(provider.name()::equals).orElse(true))
            .filter(provider -> codecs(provider, spec.direction()).contains(spec.codec()))
            .min(Comparator.comparingInt(CodecProvider::priority).reversed().thenComparing(CodecProvider::name))
            .orElseThrow(() -> new ConfigurationException((spec.provider().isPresent() ? "codec provider \"" + spec.provider().get()
                + "\" does not " : "no codec provider can ") + verb(spec.direction()) + ' ' + spec.codec() + ". There "
                + listed(all.stream().map(Providers::described).sorted().toList())
                + ". Fix: put a jar that can (penstock-codecs) on the class path, or name another provider" + hint(CodecProvider.class)));
    }

    private static Set<CodecId> codecs(final CodecProvider provider, final CodecSpec.Direction direction) {
        return direction == CodecSpec.Direction.ENCODE ? provider.encoders() : provider.decoders();
    }

    private static String verb(final CodecSpec.Direction direction) {
        return direction == CodecSpec.Direction.ENCODE ? "encode" : "decode";
    }

    private static String described(final CodecProvider provider) {
        return provider.name() + " (encodes " + names(provider.encoders()) + "; decodes " + names(provider.decoders()) + ')';
    }

    private static String names(final Set<CodecId> codecs) {
        return codecs.isEmpty() ? "nothing" : codecs.stream().map(CodecId::name).sorted().collect(Collectors.joining(", "));
    }

    /**
     * How a codec travels in RTP.
     *
     * @param codec the codec.
     * @return the payload format, the first found.
     * @throws ConfigurationException if there is none; the message lists what is there.
     */
    public PayloadFormat payloadFormat(final CodecId codec) {
        final List<PayloadFormat> all = instances(PayloadFormat.class);
        return all.stream().filter(format -> format.codec().equals(codec)).findFirst()
            .orElseThrow(() -> new ConfigurationException("no RTP payload format for " + codec + ". There "
                + listed(all.stream().map(format -> format.codec().name()).distinct().sorted().toList())
                + ". Fix: put a jar that has one (penstock-codecs) on the class path" + hint(PayloadFormat.class)));
    }

    /**
     * A stage by its name in pipeline text.
     *
     * @param name the name.
     * @return the provider, the first found of that name.
     * @throws ConfigurationException if there is none; the message lists what is there.
     */
    public StageProvider stage(final String name) {
        final List<StageProvider> all = instances(StageProvider.class);
        return all.stream().filter(provider -> provider.name().equals(name)).findFirst()
            .orElseThrow(() -> new ConfigurationException("no stage is called \"" + name + "\". There "
                + listed(all.stream().map(StageProvider::name).distinct().sorted().toList()) + hint(StageProvider.class)));
    }

    /**
     * All stages that pipeline text can name.
     *
     * @return an immutable list, sorted by name; of two that share a name, the one that {@link #stage} gives stands first.
     */
    public List<StageProvider> stages() {
        return instances(StageProvider.class).stream().sorted(Comparator.comparing(StageProvider::name)).toList();
    }

    /**
     * All codec providers.
     *
     * @return an immutable list, in the order of the class path.
     */
    public List<CodecProvider> codecs() {
        return instances(CodecProvider.class);
    }

    /**
     * What {@code autoConvert()} may insert.
     *
     * @return an immutable list, in the order of the class path.
     */
    public List<ConverterProvider> converters() {
        return instances(ConverterProvider.class);
    }

    /**
     * Microphones, cameras, screens, loudspeakers.
     *
     * @return an immutable list, in the order of the class path.
     */
    public List<DeviceProvider> devices() {
        return instances(DeviceProvider.class);
    }

    /**
     * What stretches and shortens speech for the audio jitter buffer.
     *
     * @return makes a new one at each call; empty if no jar brings one.
     */
    public Optional<Supplier<TimeScaler>> timeScaler() {
        return maker(TimeScaler.class);
    }

    /**
     * What makes sound for lost packets of codecs that cannot.
     *
     * @return makes a new one at each call; empty if no jar brings one.
     */
    public Optional<Supplier<LossConcealer>> lossConcealer() {
        return maker(LossConcealer.class);
    }

    /**
     * Providers that could not be loaded, so far: kinds that were not asked for have not been tried.
     *
     * @return a line for each, with its cause; an immutable copy.
     */
    public synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    private static String listed(final List<String> what) {
        return what.isEmpty() ? "are none" : (what.size() == 1 ? "is " : "are ") + String.join(", ", what);
    }

    private synchronized String hint(final Class<?> service) {
        final List<String> failed = problems.stream().filter(problem -> problem.startsWith(service.getName())).toList();
        return failed.isEmpty() ? "" : ". Could not be loaded: " + String.join("; ", failed);
    }

    /** Services with state, of which each user needs its own: the first of which a trial instance can be made. */
    private synchronized <T> Optional<Supplier<T>> maker(final Class<T> service) {
        @SuppressWarnings("unchecked")
        final List<Supplier<T>> makers = (List<Supplier<T>>) found.computeIfAbsent(service, key -> makers(service));
        return makers.stream().findFirst();
    }

    private <T> List<Supplier<T>> makers(final Class<T> service) {
        final List<Supplier<T>> makers = new ArrayList<>();
        for (final ServiceLoader.Provider<T> provider : locate(service)) {
            if (made(service, provider) != null) {
                makers.add(provider::get);
            }
        }
        return List.copyOf(makers);
    }

    private synchronized <T> List<T> instances(final Class<T> service) {
        @SuppressWarnings("unchecked")
        final List<T> instances = (List<T>) found.computeIfAbsent(service, key ->
            locate(service).stream().map(provider -> made(service, provider)).filter(Objects::nonNull).toList());
        return instances;
    }

    private <T> T made(final Class<T> service, final ServiceLoader.Provider<T> provider) {
        try {
            return provider.get();
        } catch (final ServiceConfigurationError | LinkageError e) {
            problems.add(problem(service, e));
            return null;
        }
    }

    private <T> List<ServiceLoader.Provider<T>> locate(final Class<T> service) {
        final List<ServiceLoader.Provider<T>> located = new ArrayList<>();
        final Spliterator<ServiceLoader.Provider<T>> providers = ServiceLoader.load(service, classLoader).stream().spliterator();
        boolean more = true;
        for (int failures = 0; more && failures < MAX_FAILURES; ) {
            try {
                more = providers.tryAdvance(located::add);
            } catch (final ServiceConfigurationError | LinkageError e) {
                failures++;
                final String problem = problem(service, e);
                if (!problems.contains(problem)) {
                    problems.add(problem);
                }
            }
        }
        return located;
    }

    private static String problem(final Class<?> service, final Throwable error) {
        final Throwable cause = error.getCause();
        final String text = error.getMessage() == null ? error.toString() : error.getMessage();
        return (text.startsWith(service.getName()) ? text : service.getName() + ": " + text) + (cause == null ? "" : " (" + cause + ')');
    }
}
