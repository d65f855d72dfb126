package io.penstock.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.CodecTraits;
import io.penstock.spi.Codecs;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.spi.TimeScaler;
import io.penstock.stage.StageFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvidersTest {
    @TempDir
    Path folder;

    @Test
    void prefersTheHighestPriorityUnlessTheGraphNamesAProvider() throws IOException {
        final Providers providers = with(CodecProvider.class, Plain.class.getName(), Better.class.getName());
        assertEquals("better", providers.codec(Codecs.encoder(CodecId.H264)).name());
        assertEquals("plain", providers.codec(Codecs.encoder(CodecId.H264, e -> e.provider("plain"))).name());
        assertEquals("plain", providers.codec(Codecs.decoder(CodecId.VP8)).name());
        assertSame(providers.codec(Codecs.encoder(CodecId.H264)), providers.codec(Codecs.encoder(CodecId.H264)));
        assertEquals(2, providers.codecs().size());
    }

    @Test
    void saysWhatIsThereWhenACodecIsNot() throws IOException {
        final Providers providers = with(CodecProvider.class, Plain.class.getName(), Better.class.getName());
        assertEquals("no codec provider can encode opus. There are better (encodes h264; decodes nothing), "
            + "plain (encodes h264; decodes h264, vp8). Fix: put a jar that can (penstock-codecs) on the class path, or name another provider",
            messageOf(providers, Codecs.encoder(CodecId.OPUS)));
        assertTrue(messageOf(providers, Codecs.decoder(CodecId.H264, d -> d.provider("better")))
            .startsWith("codec provider \"better\" does not decode h264. There are better"));
        final Providers none = Providers.of(ClassLoader.getPlatformClassLoader());
        assertTrue(messageOf(none, Codecs.encoder(CodecId.OPUS)).contains("There are none"));
    }

    @Test
    void aProviderThatCannotBeLoadedDoesNotHideTheOthersAndIsNamed() throws IOException {
        final Providers providers = with(CodecProvider.class, "com.example.Missing", Broken.class.getName(), Scaler.class.getName(),
            NotLinked.class.getName(), Plain.class.getName(), Better.class.getName());
        assertEquals("better", providers.codec(Codecs.encoder(CodecId.H264)).name());
        final String problems = String.join("\n", providers.problems());
        assertTrue(problems.contains("com.example.Missing"), problems);
        assertTrue(problems.contains("no such device"), problems);
        assertTrue(problems.contains("not a subtype"), problems);
        assertTrue(problems.contains("libmissing"), problems);
        assertTrue(messageOf(providers, Codecs.encoder(CodecId.OPUS)).contains("Could not be loaded: " + CodecProvider.class.getName()));
    }

    @Test
    void worksFromAShadedJar() throws IOException {
        final Path jar = folder.resolve("shaded.jar");
        try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file)) {
            add(out, "META-INF/services/" + CodecProvider.class.getName(),
                ("# merged\n" + Plain.class.getName() + "\n" + Better.class.getName() + "\n").getBytes(StandardCharsets.UTF_8));
            for (final Class<?> type : List.of(Plain.class, Better.class)) {
                final String name = type.getName().replace('.', '/') + ".class";
                try (InputStream in = ProvidersTest.class.getClassLoader().getResourceAsStream(name)) {
                    add(out, name, in.readAllBytes());
                }
            }
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, new ApiOnly())) {
            final CodecProvider provider = Providers.of(loader).codec(Codecs.encoder(CodecId.H264));
            assertEquals("better", provider.name());
            assertSame(loader, provider.getClass().getClassLoader());
        }
    }

    @Test
    void findsStagesByNameAndListsThemSorted() throws IOException {
        final Providers providers = with(StageProvider.class, Zoom.class.getName(), Blur.class.getName());
        assertEquals("zoom", providers.stage("zoom").name());
        assertEquals(List.of("blur", "zoom"), providers.stages().stream().map(StageProvider::name).toList());
        assertEquals("no stage is called \"bluur\". There are blur, zoom",
            assertThrows(ConfigurationException.class, () -> providers.stage("bluur")).getMessage());
    }

    @Test
    void makesAFreshServiceForEachUser() throws IOException {
        final Providers providers = with(TimeScaler.class, Scaler.class.getName());
        assertNotSame(providers.timeScaler().orElseThrow().get(), providers.timeScaler().orElseThrow().get());
        assertTrue(providers.lossConcealer().isEmpty());
    }

    @Test
    void isEmptyWhereNothingIsThere() throws IOException {
        final Providers providers = Providers.of(emptyLoader());
        assertTrue(providers.converters().isEmpty() && providers.devices().isEmpty() && providers.timeScaler().isEmpty());
        assertTrue(assertThrows(ConfigurationException.class, () -> providers.payloadFormat(CodecId.H264)).getMessage()
            .startsWith("no RTP payload format for h264. There are none"));
    }

    private static String messageOf(final Providers providers, final CodecSpec spec) {
        return assertThrows(ConfigurationException.class, () -> providers.codec(spec)).getMessage();
    }

    private Providers with(final Class<?> service, final String... names) throws IOException {
        final Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(services.resolve(service.getName()), List.of(names));
        return Providers.of(emptyLoader());
    }

    /** Sees the classes of the test, but of all services files only those in the folder. */
    private ClassLoader emptyLoader() throws IOException {
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, new WithoutServices());
    }

    private static void add(final JarOutputStream jar, final String name, final byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }

    private static class WithoutServices extends ClassLoader {
        WithoutServices() {
            super(ProvidersTest.class.getClassLoader());
        }

        @Override
        public Enumeration<URL> getResources(final String name) {
            return Collections.emptyEnumeration();
        }
    }

    /** As a host would have it: the engine is visible, the plug-ins come from their own jar. */
    private static final class ApiOnly extends WithoutServices {
        @Override
        protected Class<?> loadClass(final String name, final boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(ProvidersTest.class.getName())) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    /** Encodes H.264, decodes H.264 and VP8, if one believes it. */
    public static class Plain implements CodecProvider {
        @Override
        public String name() {
            return "plain";
        }

        @Override
        public Set<CodecId> encoders() {
            return Set.of(CodecId.H264);
        }

        @Override
        public Set<CodecId> decoders() {
            return Set.of(CodecId.H264, CodecId.VP8);
        }

        @Override
        public CodecTraits traits(final CodecSpec spec) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Encoder encoder(final CodecSpec spec, final Format input, final EncodedFormat output) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Decoder decoder(final CodecSpec spec, final EncodedFormat input, final Format output) {
            throw new UnsupportedOperationException();
        }
    }

    /** Wins over the plain one. */
    public static class Better extends Plain {
        @Override
        public String name() {
            return "better";
        }

        @Override
        public int priority() {
            return 10;
        }

        @Override
        public Set<CodecId> decoders() {
            return Set.of();
        }
    }

    /** Cannot be made. */
    public static class Broken extends Plain {
        /** Fails. */
        public Broken() {
            throw new IllegalStateException("no such device");
        }
    }

    /** Cannot be initialised. */
    public static class NotLinked extends Plain {
        static final int LENGTH = length();

        private static int length() {
            throw new UnsatisfiedLinkError("libmissing");
        }
    }

    /** A stage. */
    public static class Blur implements StageProvider {
        @Override
        public String name() {
            return "blur";
        }

        @Override
        public String summary() {
            return "";
        }

        @Override
        public List<Option> options() {
            return List.of();
        }

        @Override
        public StageFactory factory(final StageOptions options) {
            throw new UnsupportedOperationException();
        }
    }

    /** Another stage. */
    public static class Zoom extends Blur {
        @Override
        public String name() {
            return "zoom";
        }
    }

    /** Has state. */
    public static class Scaler implements TimeScaler {
        @Override
        public void configure(final int sampleRateHz, final int channels) {
        }

        @Override
        public int scale(final float[] in, final int frames, final double targetRatio, final float[] out) {
            return 0;
        }

        @Override
        public void reset() {
        }
    }
}
