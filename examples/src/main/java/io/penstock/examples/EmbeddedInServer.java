package io.penstock.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.stages.AppSink;
import io.penstock.core.stages.AppSource;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.graph.Graph;
import io.penstock.spi.Codecs;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A host that owns its threads and sockets: the web server of the JDK turns speech that is posted to it into telephone sound (G.711), one
 * graph a request. The server's thread hands frames in and takes frames out; nothing is copied twice, and nobody waits without bound.
 */
@Command(name = "embedded", mixinStandardHelpOptions = true,
    description = "A web server with the engine inside: it turns posted speech into G.711.",
    footer = {"", "Try:  curl --data-binary @speech-8k-s16.raw http://127.0.0.1:8080/g711 > speech.ulaw"})
final class EmbeddedInServer implements Callable<Integer> {
    private static final AudioFormat SPEECH = AudioFormat.mono(8_000, Duration.ofMillis(20));
    private static final int QUEUE = 32;
    private static final long PATIENCE_NS = Duration.ofMillis(20).toNanos();

    @Option(names = "--port", paramLabel = "N", defaultValue = "8080", description = "Port on 127.0.0.1 (default: ${DEFAULT-VALUE}).")
    private int port;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        final PrintWriter out = spec.commandLine().getOut();
        try (Engine engine = Engine.launch(new EngineContext()); Server server = new Server(engine, port)) {
            out.println("listening on http://127.0.0.1:" + server.port() + "/g711; Ctrl-C ends");
            new CountDownLatch(1).await();
        }
        return 0;
    }

    /** The host. Its threads are its own; the engine brings others. */
    static final class Server implements AutoCloseable {
        private final Engine engine;
        private final HttpServer http;
        private final ExecutorService threads = Executors.newFixedThreadPool(4);
        private final AtomicLong requests = new AtomicLong();

        Server(final Engine engine, final int port) throws IOException {
            this.engine = engine;
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
            http.setExecutor(threads);
            http.createContext("/g711", this::handle);
            http.start();
        }

        int port() {
            return http.getAddress().getPort();
        }

        private void handle(final HttpExchange exchange) throws IOException {
            try (exchange) {
                final byte[] telephone = encode(exchange.getRequestBody());
                exchange.getResponseHeaders().add("Content-Type", "audio/basic");
                exchange.sendResponseHeaders(200, telephone.length == 0 ? -1 : telephone.length);
                exchange.getResponseBody().write(telephone);
            }
        }

        private byte[] encode(final InputStream pcm) throws IOException {
            final AppSource in = AppSource.of(SPEECH, QUEUE);
            final AppSink out = AppSink.of(EncodedSpec.of(CodecId.PCMU), QUEUE);
            final ByteArrayOutputStream telephone = new ByteArrayOutputStream();
            try (Graph graph = engine.graph("request-" + requests.incrementAndGet()).source("speech", in)
                .via("pcmu", Codecs.encoder(CodecId.PCMU)).to("telephone", out).build()) {
                graph.start();
                final byte[] block = new byte[SPEECH.frameBytes()];
                long offered = 0;
                long received = 0;
                for (int n = pcm.readNBytes(block, 0, block.length); n > 0; n = pcm.readNBytes(block, 0, block.length)) {
                    MutableFrame frame = offered - received < QUEUE ? in.claim(block.length) : null;
                    while (frame == null) {             // the graph is behind: take something out, then try again
                        received += take(out.poll(PATIENCE_NS), telephone);
                        frame = offered - received < QUEUE ? in.claim(block.length) : null;
                    }
                    frame.buffer().putBytes(0, block, 0, n);
                    frame.buffer().setMemory(n, block.length - n, (byte) 0);
                    in.offer(frame.ptsNs(offered * SPEECH.frameNs()).captureNs(in.nowNs()));
                    offered++;
                }
                in.end();
                while (!out.hasEnded() || received < offered) {
                    final long before = received;
                    received += take(out.poll(PATIENCE_NS), telephone);
                    if (out.hasEnded() && received == before) {
                        break;                          // the stream has ended and nothing waits: a frame was dropped on the way
                    }
                }
            }
            return telephone.toByteArray();
        }

        private static int take(final Frame frame, final ByteArrayOutputStream to) {
            if (frame == null) {
                return 0;
            }
            to.write(frame.array(), frame.arrayOffset(), frame.length());
            frame.release();
            return 1;
        }

        @Override
        public void close() {
            http.stop(0);
            threads.shutdown();
        }
    }
}
