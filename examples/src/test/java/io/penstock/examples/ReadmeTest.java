package io.penstock.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.penstock.core.Providers;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.StageProvider;

import org.junit.jupiter.api.Test;

/**
 * What the documentation shows is what there is. {@code -Dreadme.write=true} brings snippets and the table of stages in the README up to date.
 */
class ReadmeTest {
    private static final Pattern SNIPPET = Pattern.compile("<!-- snippet: (\\S+) \"([^\"]+)\" -->\n```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern STAGES = Pattern.compile("(<!-- stages -->\n)(.*?)(<!-- end of stages -->)", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?://|#)([^)#]+)");

    @Test
    void snippetsAreTheCodeOfTheExamples() throws IOException {
        final String readme = read("README.md");
        final Matcher shown = SNIPPET.matcher(readme);
        final StringBuilder updated = new StringBuilder();
        int count = 0;
        while (shown.find()) {
            final String code = snippet(shown.group(1), shown.group(2));
            if (!Boolean.getBoolean("readme.write")) {
                assertEquals(code, shown.group(3), shown.group(2) + " in README.md; -Dreadme.write=true brings it up to date");
            }
            shown.appendReplacement(updated, Matcher.quoteReplacement("<!-- snippet: " + shown.group(1) + " \"" + shown.group(2)
                + "\" -->\n```java\n"
                + code + "```"));
            count++;
        }
        assertTrue(count >= 3, count + " snippets");
        write(shown.appendTail(updated).toString(), readme);
    }

    @Test
    void theTwentyLineProgramHasTwentyLines() throws IOException {
        assertTrue(snippet("TwentyLines.java", "twenty lines").lines().count() <= 20);
    }

    @Test
    void theTableOfStagesIsWhatTheProvidersOffer() throws IOException {
        final String readme = read("README.md");
        final Matcher table = STAGES.matcher(readme);
        assertTrue(table.find(), "the README has a place for the table of stages");
        if (Boolean.getBoolean("readme.write")) {
            write(table.replaceFirst(Matcher.quoteReplacement(table.group(1) + stages() + table.group(3))), readme);
        } else {
            assertEquals(stages(), table.group(2), "the table of stages in README.md; -Dreadme.write=true brings it up to date");
        }
    }

    @Test
    void linksLeadToFilesThatExist() throws IOException {
        final List<Path> pages;
        try (Stream<Path> docs = Files.list(root().resolve("docs"))) {
            pages = Stream.concat(docs.filter(page -> page.toString().endsWith(".md")),
                Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md").map(name -> root().resolve(name))).toList();
        }
        for (final Path page : pages) {
            final Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                assertTrue(Files.exists(page.resolveSibling(link.group(1))), page.getFileName() + " links to " + link.group(1));
            }
        }
    }

    @Test
    void noTwoStagesHaveTheSameNameInText() {
        final List<String> names = Providers.of(ReadmeTest.class.getClassLoader()).stages().stream().map(StageProvider::name).sorted().toList();
        assertEquals(names.stream().distinct().toList(), names);
    }

    private static String stages() {
        final Providers providers = Providers.of(ReadmeTest.class.getClassLoader());
        final StringBuilder table = new StringBuilder("| in text | what it does | options |\n|---|---|---|\n");
        providers.stages().stream().filter(stage -> !stage.getClass().getName().startsWith("io.penstock.examples."))
            .sorted(Comparator.comparing(StageProvider::name))
            .forEach(stage -> table.append("| `").append(stage.name()).append("` | ").append(stage.summary()).append(" | ")
                .append(stage.options().stream().map(option -> '`' + option.name() + '=' + (option.defaultValue() == null ? "…"
                    : option.defaultValue()) + '`')
                    .collect(Collectors.joining(" "))).append(" |\n"));
        final TreeSet<String> encoders = new TreeSet<>();
        final TreeSet<String> decoders = new TreeSet<>();
        for (final CodecProvider codec : providers.codecs()) {
            codec.encoders().forEach(id -> encoders.add('`' + id.name() + '`'));
            codec.decoders().forEach(id -> decoders.add('`' + id.name() + "-decoder`"));
        }
        return table.append("| ").append(String.join(" ", encoders)).append(" | encodes |")
            .append(" `bitrate=` `fec=` `dtx=` `key-interval=` `complexity=` `provider=` |\n")
            .append("| ").append(String.join(" ", decoders)).append(" | decodes | `provider=` |\n").toString();
    }

    /** The lines between the marks of a snippet, moved to the left. */
    private static String snippet(final String file, final String name) throws IOException {
        final Path source;
        try (Stream<Path> all = Files.walk(root().resolve("examples/src"))) {
            source = all.filter(path -> path.getFileName().toString().equals(file)).findFirst().orElseThrow();
        }
        final List<String> lines = Files.readAllLines(source);
        final int from = indexOf(lines, "// snippet: " + name, 0) + 1;
        final List<String> code = lines.subList(from, indexOf(lines, "// end of snippet", from));
        final int indent = code.stream().filter(line -> !line.isBlank())
            .mapToInt(line -> line.length() - line.stripLeading().length()).min().orElse(0);
        return code.stream().map(line -> line.isBlank() ? "\n" : line.substring(indent) + '\n').collect(Collectors.joining());
    }

    private static int indexOf(final List<String> lines, final String mark, final int from) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(mark)) {
                return i;
            }
        }
        throw new AssertionError("no line says " + mark);
    }

    private static String read(final String name) throws IOException {
        return Files.readString(root().resolve(name));
    }

    private static void write(final String updated, final String before) throws IOException {
        if (Boolean.getBoolean("readme.write") && !updated.equals(before)) {
            Files.writeString(root().resolve("README.md"), updated);
        }
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
