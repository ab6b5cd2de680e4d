package dev.coffer.storage;

/** A number as some JSON libraries make it: the text, not yet read. */
final class LazyNumber extends Number {
    private static final long serialVersionUID = 1L;

    private final String text;

    LazyNumber(String text) {
        this.text = text;
    }

    @Override
    public int intValue() {
        return 0;
    }

    @Override
    public long longValue() {
        return 0;
    }

    @Override
    public float floatValue() {
        return 0;
    }

    @Override
    public double doubleValue() {
        return 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
