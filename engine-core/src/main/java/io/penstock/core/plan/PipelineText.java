package io.penstock.core.plan;

import io.penstock.error.ConfigurationException;
import java.util.ArrayList;
import java.util.List;

/** Splits pipeline text into words: {@code a b="two words" ! c}. Positions count characters from 1. */
final class PipelineText {
    /** What a word is. */
    enum Kind {
        /** A name: {@code h264}, or a reference to a stage: {@code mix.in2}, {@code t.}. */
        NAME,
        /** A value with its name: {@code bitrate=800k}. */
        OPTION,
        /** The link sign {@code !}. */
        LINK
    }

    /** A word; {@code key} is the name, and {@code value} what stands behind the equals sign. */
    record Word(Kind kind, String key, String value, int position) {
    }

    static final int MAX_LENGTH = 64 * 1024;

    private final String pipeline;
    private final String text;
    private int at;

    private PipelineText(final String pipeline, final String text) {
        this.pipeline = pipeline;
        this.text = text;
    }

    static List<Word> words(final String pipeline, final String text) {
        if (text.length() > MAX_LENGTH) {
            throw new ConfigurationException(pipeline + ": the text has " + text.length() + " characters; accepted are up to " + MAX_LENGTH);
        }
        return new PipelineText(pipeline, text).words();
    }

    private List<Word> words() {
        final List<Word> words = new ArrayList<>();
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                return words;
            }
            final int start = at;
            if (text.charAt(at) == '!') {
                at++;
                words.add(new Word(Kind.LINK, "!", "", start + 1));
                continue;
            }
            final String key = run(true);
            if (at < text.length() && text.charAt(at) == '=') {
                at++;
                if (key.isEmpty()) {
                    throw error(start + 1, "a value without a name in front of =");
                }
                words.add(new Word(Kind.OPTION, key, run(false), start + 1));
            } else {
                words.add(new Word(Kind.NAME, key, "", start + 1));
            }
        }
    }

    private String run(final boolean key) {
        final StringBuilder word = new StringBuilder();
        while (at < text.length()) {
            final char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                quoted(c, word);
            } else if (Character.isWhitespace(c) || c == '!' || key && c == '=') {
                break;
            } else {
                word.append(c);
                at++;
            }
        }
        return word.toString();
    }

    // inside quotes a backslash takes the quote or backslash behind it literally
    private void quoted(final char quote, final StringBuilder word) {
        final int start = at++;
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\' && at + 1 < text.length() && (text.charAt(at + 1) == quote || text.charAt(at + 1) == '\\')) {
                at++;
            }
            word.append(text.charAt(at++));
        }
        if (at == text.length()) {
            throw error(start + 1, "a quote " + quote + " that is not closed");
        }
        at++;
    }

    private ConfigurationException error(final int position, final String what) {
        return error(pipeline, position, what);
    }

    static ConfigurationException error(final String pipeline, final int position, final String what) {
        return new ConfigurationException(pipeline + ": position " + position + ": " + what.replace('\n', ' '));
    }
}
