package io.penstock.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A call inside a browser without a window: serves it a page, starts it with a profile of its own, and waits for the page to post what it saw.
 * The server listens on loopback only and ends with the call.
 */
final class BrowserCall implements AutoCloseable {
    private static final int MOST_BYTES = 1 << 20;
    private static final double SECOND_NS = 1e9;
    private static final double START_SECONDS = 40;
    /** Nothing that talks to the network, waits for a person, or saves work in the background. */
    private static final List<String> FLAGS = List.of("--headless=new", "--disable-gpu", "--no-first-run", "--disable-extensions",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-background-timer-throttling",
        "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows", "--autoplay-policy=no-user-gesture-required",
        "--allow-loopback-in-peer-connection", "--disable-features=WebRtcHideLocalIpsWithMdns", "--window-size=1000,800", "--mute-audio");

    private final ObjectMapper mapper = new ObjectMapper();
    private final Setting setting;
    private final HttpServer server;
    private final CompletableFuture<JsonNode> result = new CompletableFuture<>();
    private final Path profile;
    private volatile ProcessTree browser;
    private volatile double warmCpuSeconds;
    private volatile long warmNs;

    /**
     * What to measure.
     *
     * @param browser     the program.
     * @param size        of the pictures.
     * @param fps         pictures a second.
     * @param kbps        greatest bit rate of the pictures.
     * @param warmSeconds not judged.
     * @param seconds     judged.
     */
    record Setting(String browser, PictureSize size, int fps, int kbps, double warmSeconds, double seconds) {
    }

    BrowserCall(final Setting setting) throws IOException {
        this.setting = setting;
        profile = Files.createTempDirectory("penstock-browser");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
    }

    /** Runs the call and returns what the page saw, with the cores that the whole browser used. */
    ObjectNode run() throws IOException, InterruptedException {
        server.start();
        final List<String> command = new ArrayList<>(List.of(setting.browser()));
        command.addAll(FLAGS);
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--no-sandbox");
        }
        command.add("--user-data-dir=" + profile);
        command.add("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        browser = new ProcessTree(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
        browser.root().onExit().thenRun(() -> result.completeExceptionally(new IOException("the browser ended by itself")));
        final double patience = START_SECONDS + setting.warmSeconds() + setting.seconds();
        try {
            final JsonNode seen = result.get((long) (patience * 1000), TimeUnit.MILLISECONDS);
            if (!(seen instanceof ObjectNode json) || json.has("error")) {
                throw new IOException("the page says: " + seen.path("error").asText("nothing"));
            }
            final double cpu = browser.cpuSeconds();
            json.put("cores", Math.round((cpu - warmCpuSeconds) / ((System.nanoTime() - warmNs) / SECOND_NS) * 1000) / 1000.0);
            return json.put("ownCpuSeconds", Math.round((cpu + ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
                / SECOND_NS) * 1000) / 1000.0);
        } catch (final TimeoutException e) {
            throw new IOException("the page said nothing for " + patience + " s", e);
        } catch (final ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        }
    }

    private void answer(final HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/" -> {
                    try (InputStream page = BrowserCall.class.getResourceAsStream("chromium.html")) {
                        reply(exchange, "text/html; charset=utf-8", page.readAllBytes());
                    }
                }
                case "/config" -> reply(exchange, "application/json", mapper.writeValueAsBytes(mapper.createObjectNode()
                    .put("width", setting.size().width()).put("height", setting.size().height()).put("fps", setting.fps())
                    .put("kbps", setting.kbps()).put("warmMs", setting.warmSeconds() * 1000).put("ms", setting.seconds() * 1000)));
                case "/warm" -> {
                    warmCpuSeconds = browser.cpuSeconds();
                    warmNs = System.nanoTime();
                    reply(exchange, "text/plain", new byte[0]);
                }
                case "/result" -> {
                    final byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES);
                    reply(exchange, "text/plain", new byte[0]);
                    result.complete(parse(body));
                }
                default -> exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private JsonNode parse(final byte[] body) {
        try {
            return mapper.readTree(body);
        } catch (final IOException e) {
            return mapper.createObjectNode().put("error", "no JSON: " + new String(body, 0, Math.min(100, body.length), StandardCharsets.UTF_8));
        }
    }

    private static void reply(final HttpExchange exchange, final String type, final byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Ends the browser and removes its profile. */
    @Override
    public void close() throws IOException {
        server.stop(0);
        if (browser != null) {
            browser.close();
        }
        try (Stream<Path> files = Files.walk(profile)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (final java.io.UncheckedIOException | java.nio.file.DirectoryNotEmptyException e) {
            // A process that is just ending still wrote there; the system's temporary folder is where such things may lie.
            return;
        }
    }
}
