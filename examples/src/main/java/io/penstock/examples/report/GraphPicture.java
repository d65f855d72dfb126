package io.penstock.examples.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws a graph: a box a region, its stages from top to bottom, the regions from left to right in the order frames pass them. Arrows inside
 * a region are calls; dashed arrows between regions are queues.
 */
final class GraphPicture {
    private static final double NODE_WIDTH = 150;
    private static final double NODE_HEIGHT = 38;
    private static final double NODE_GAP = 14;
    private static final double ROW_GAP = 30;
    private static final double PAD = 12;
    private static final double HEAD = 24;
    private static final double COLUMN_GAP = 118;
    private static final double REGION_GAP = 22;
    /** Room at the bottom for arrows that find no way between the regions. */
    private static final double LANE = 30;
    private static final int LABEL_CHARS = 22;

    private final DotGraph graph;
    private final int[] column;
    private final Map<String, Integer> row = new HashMap<>();
    private final Map<String, double[]> place = new HashMap<>();
    private final double[][] boxes;
    private double width;
    private double height;

    private GraphPicture(final DotGraph graph) {
        this.graph = graph;
        column = new int[graph.clusters().size()];
        boxes = new double[graph.clusters().size()][];
    }

    /** The picture of a graph that is given as Graphviz source. */
    static Svg draw(final String name, final String dot) {
        final GraphPicture picture = new GraphPicture(DotGraph.parse(dot));
        picture.assignColumns();
        picture.assignRows();
        picture.arrange();
        return picture.render(name);
    }

    /** Longest way from a beginning, in regions; feedback can lengthen it only as often as there are regions. */
    private void assignColumns() {
        for (int round = 0; round < column.length; round++) {
            boolean changed = false;
            for (final DotGraph.Edge edge : graph.edges()) {
                final int from = cluster(edge.from());
                final int to = cluster(edge.to());
                if (from != to && column[to] <= column[from] && column[from] + 1 < column.length && from < to) {
                    column[to] = column[from] + 1;
                    changed = true;
                }
            }
            if (!changed) {
                return;
            }
        }
    }

    private void assignRows() {
        graph.nodes().keySet().forEach(id -> row.put(id, 0));
        for (int round = 0; round < graph.nodes().size(); round++) {
            for (final DotGraph.Edge edge : graph.edges()) {
                if (cluster(edge.from()) == cluster(edge.to()) && !edge.dashed()) {
                    row.merge(edge.to(), row.get(edge.from()) + 1, (a, b) -> Math.min(graph.nodes().size(), Math.max(a, b)));
                }
            }
        }
    }

    private void arrange() {
        final int columns = Arrays.stream(column).max().orElse(0) + 1;
        final double[] columnHeight = new double[columns];
        for (int i = 0; i < column.length; i++) {
            columnHeight[column[i]] += (columnHeight[column[i]] > 0 ? REGION_GAP : 0) + regionHeight(i);
        }
        height = Arrays.stream(columnHeight).max().orElse(0) + 2;
        double left = 1;
        for (int c = 0; c < columns; c++) {
            double top = (height - columnHeight[c]) / 2;
            double widest = 0;
            for (final int i : inColumn(c)) {
                boxes[i] = new double[] {left, top, regionWidth(i), regionHeight(i)};
                placeNodes(i);
                top += regionHeight(i) + REGION_GAP;
                widest = Math.max(widest, regionWidth(i));
            }
            left += widest + COLUMN_GAP;
        }
        width = left - COLUMN_GAP + 1;
        final boolean blocked = graph.edges().stream().anyMatch(e -> column[cluster(e.to())] > column[cluster(e.from())] + 1
            && !isFree(e, place.get(e.from())[1] + NODE_HEIGHT / 2) && !isFree(e, place.get(e.to())[1] + NODE_HEIGHT / 2));
        final boolean feedback = graph.edges().stream().anyMatch(e -> column[cluster(e.to())] < column[cluster(e.from())]);
        height += blocked || feedback ? LANE : 0;
    }

    /** Regions of a column, those first whose input comes from further up. */
    private List<Integer> inColumn(final int c) {
        final List<Integer> members = new ArrayList<>();
        final Map<Integer, Double> pull = new HashMap<>();
        for (int i = 0; i < column.length; i++) {
            if (column[i] == c) {
                members.add(i);
                final int region = i;
                pull.put(i, graph.edges().stream().filter(e -> cluster(e.to()) == region && place.containsKey(e.from()))
                    .mapToDouble(e -> place.get(e.from())[1]).average().orElse(i));
            }
        }
        members.sort((a, b) -> Double.compare(pull.get(a), pull.get(b)));
        return members;
    }

    private void placeNodes(final int region) {
        final Map<Integer, Integer> used = new HashMap<>();
        for (final String id : graph.clusters().get(region).nodes()) {
            final int r = row.get(id);
            final int index = used.merge(r, 1, Integer::sum) - 1;
            final double rowWidth = rowCount(region, r) * (NODE_WIDTH + NODE_GAP) - NODE_GAP;
            final double x = boxes[region][0] + (boxes[region][2] - rowWidth) / 2 + index * (NODE_WIDTH + NODE_GAP);
            place.put(id, new double[] {x, boxes[region][1] + HEAD + PAD + r * (NODE_HEIGHT + ROW_GAP)});
        }
    }

    private long rowCount(final int region, final int r) {
        return graph.clusters().get(region).nodes().stream().filter(id -> row.get(id) == r).count();
    }

    private double regionWidth(final int region) {
        long most = 1;
        for (final String id : graph.clusters().get(region).nodes()) {
            most = Math.max(most, rowCount(region, row.get(id)));
        }
        return most * (NODE_WIDTH + NODE_GAP) - NODE_GAP + 2 * PAD;
    }

    private double regionHeight(final int region) {
        final int rows = graph.clusters().get(region).nodes().stream().mapToInt(row::get).max().orElse(0) + 1;
        return HEAD + 2 * PAD + rows * (NODE_HEIGHT + ROW_GAP) - ROW_GAP;
    }

    private int cluster(final String node) {
        return graph.nodes().get(node).cluster();
    }

    private Svg render(final String name) {
        final Svg svg = new Svg().add("<svg class=\"graph\" viewBox=\"0 0 %s %s\" style=\"width:%spx\" role=\"img\" aria-label=\"%s\">",
            width,
                height, width, "graph " + name)
            .raw("<defs><marker id=\"tip-of-arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" ")
            .raw("orient=\"auto\"><path d=\"M0 0.6L8 4L0 7.4z\"/></marker></defs>");
        for (int i = 0; i < boxes.length; i++) {
            final double[] b = boxes[i];
            svg.add("<rect class=\"region\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"12\"/>", b[0], b[1], b[2], b[3])
                .add("<text class=\"region-name\" x=\"%s\" y=\"%s\">%s</text>", b[0] + PAD, b[1] + 19, cut(graph.clusters().get(i).label(),
                    b[2]));
        }
        graph.edges().forEach(edge -> edge(svg, edge));
        for (final DotGraph.Node node : graph.nodes().values()) {
            final double[] at = place.get(node.id());
            svg.add("<g data-tip=\"%s\"><rect class=\"node\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"7\"/>",
                    String.join("\n", node.lines()), at[0], at[1], NODE_WIDTH, NODE_HEIGHT)
                .add("<text class=\"node-name\" x=\"%s\" y=\"%s\">%s</text>", at[0] + NODE_WIDTH / 2, at[1] + 16, cut(node.lines().get(0),
                    NODE_WIDTH))
                .add("<text class=\"node-type\" x=\"%s\" y=\"%s\">%s</text></g>", at[0] + NODE_WIDTH / 2, at[1] + 30,
                    cut(node.lines().size() > 1 ? node.lines().get(1) : "", NODE_WIDTH));
        }
        return svg.raw("</svg>");
    }

    private void edge(final Svg svg, final DotGraph.Edge edge) {
        final double[] a = place.get(edge.from());
        final double[] b = place.get(edge.to());
        final String style = edge.dashed() ? "edge queue" : "edge";
        final String tip = String.join("\n", edge.lines());
        if (cluster(edge.from()) == cluster(edge.to()) && b[1] > a[1]) {
            final double x1 = a[0] + NODE_WIDTH / 2;
            final double x2 = b[0] + NODE_WIDTH / 2;
            svg.add("<g data-tip=\"%s\"><path class=\"%s\" d=\"M%s %sL%s %s\"/>", tip, style, x1, a[1] + NODE_HEIGHT, x2, b[1] - 1)
                .add("<text class=\"edge-label\" x=\"%s\" y=\"%s\">%s</text></g>", (x1 + x2) / 2 + 7, (a[1] + NODE_HEIGHT + b[1]) / 2 + 3,
                    cut(brief(edge.lines().get(0)), NODE_WIDTH / 2 + PAD - 9));
            return;
        }
        if (b[0] > a[0] + NODE_WIDTH) {
            forward(svg, edge, style, tip);
        } else {
            backward(svg, edge, style, tip);
        }
    }

    /** To a region further right: a bend beside the source, straight past the regions between, a bend beside the target. */
    private void forward(final Svg svg, final DotGraph.Edge edge, final String style, final String tip) {
        final double[] box = boxes[cluster(edge.from())];
        final double x1 = place.get(edge.from())[0] + NODE_WIDTH;
        final double y1 = place.get(edge.from())[1] + NODE_HEIGHT / 2;
        final double x2 = place.get(edge.to())[0] - 1;
        final double y2 = place.get(edge.to())[1] + NODE_HEIGHT / 2;
        final double gap = box[0] + box[2];
        final boolean far = column[cluster(edge.to())] - column[cluster(edge.from())] > 1;
        final double lane = !far ? y2 : isFree(edge, y2) ? y2 : isFree(edge, y1) ? y1 : height - LANE / 2;
        final double gapEnd = Math.min(x2, gap + COLUMN_GAP);
        final double turn = Math.max(gap + COLUMN_GAP, x2 - COLUMN_GAP + PAD);
        svg.add("<g data-tip=\"%s\"><path class=\"%s\" d=\"M%s %sL%s %s", tip, style, x1, y1, gap, y1)
            .add("C%s %s %s %s %s %s", (gap + gapEnd) / 2, y1, (gap + gapEnd) / 2, lane, gapEnd, lane);
        if (far) {
            svg.add("L%s %sC%s %s %s %s %s %s", turn, lane, (turn + x2) / 2, lane, (turn + x2) / 2, y2, x2, y2);
        } else {
            svg.add("L%s %s", x2, y2);
        }
        svg.raw("\"/>");
        label(svg, edge, (gap + gapEnd) / 2, (y1 + lane) / 2);
    }

    private boolean isFree(final DotGraph.Edge edge, final double y) {
        for (int i = 0; i < boxes.length; i++) {
            if (column[i] > column[cluster(edge.from())] && column[i] < column[cluster(edge.to())]
                && y > boxes[i][1] - 8 && y < boxes[i][1] + boxes[i][3] + 8) {
                return false;
            }
        }
        return true;
    }

    /** Feedback: below everything, back to the bottom of the target. */
    private void backward(final Svg svg, final DotGraph.Edge edge, final String style, final String tip) {
        final double x1 = place.get(edge.from())[0] + NODE_WIDTH / 2;
        final double y1 = place.get(edge.from())[1] + NODE_HEIGHT;
        final double x2 = place.get(edge.to())[0] + NODE_WIDTH / 2;
        final double y2 = place.get(edge.to())[1] + NODE_HEIGHT + 1;
        final double low = Math.min(height - 4, Math.max(y1, y2) + 54);
        svg.add("<g data-tip=\"%s\"><path class=\"%s\" d=\"M%s %sC%s %s %s %s %s %s\"/>", tip, style, x1, y1, x1, low, x2, low, x2, y2);
        label(svg, edge, (x1 + x2) / 2, low - 12);
    }

    private static void label(final Svg svg, final DotGraph.Edge edge, final double x, final double y) {
        for (int i = 0; i < Math.min(2, edge.lines().size()); i++) {
            svg.add("<text class=\"edge-label middle%s\" x=\"%s\" y=\"%s\">%s</text>", i == 0 ? "" : " policy", x, i == 0 ? y - 6 : y + 13,
                cut(i == 0 ? brief(edge.lines().get(0)) : edge.lines().get(i), COLUMN_GAP));
        }
        svg.raw("</g>");
    }

    /** What a format is, without what it is made from: {@code rtp h264} for {@code rtp(h264(360x640 …), pt 102, …)}. */
    private static String brief(final String format) {
        final StringBuilder names = new StringBuilder();
        int at = 0;
        for (int open = format.indexOf('('); open > 0; open = format.indexOf('(', at)) {
            names.append(names.length() == 0 ? "" : " ").append(format, at, open);
            at = open + 1;
        }
        return names.length() == 0 ? format : names.toString();
    }

    /** As much of a text as has room at 5.6 units a letter. */
    private static String cut(final String text, final double room) {
        final int letters = Math.max(4, Math.min((int) (room / 5.6), room > COLUMN_GAP ? Integer.MAX_VALUE : LABEL_CHARS));
        return text.length() <= letters ? text : text.substring(0, letters - 1) + '…';
    }
}
