package io.penstock.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;

/**
 * One question that Penstock and its peers were asked.
 *
 * @param question what was measured, with its unit.
 * @param includes what Penstock's figure includes.
 * @param ours     case of Penstock's runs.
 * @param reading  takes Penstock's figures out of a run.
 * @param peers    who else was asked.
 */
record Comparison(String question, String includes, String ours, Reading reading, List<Peer> peers) {

    /**
     * Who else was asked.
     *
     * @param name     for the table.
     * @param program  what has to be installed for it; empty if nothing.
     * @param runs     case of its runs.
     * @param reading  takes its figures out of a run.
     * @param includes what they include.
     */
    record Peer(String name, String program, String runs, Reading reading, String includes) {
    }

    /** Takes figures out of the result of a run: as many as the question has parts (p50 and p99, say), NaN where there is none. */
    interface Reading extends Function<JsonNode, double[]> {
    }
}
