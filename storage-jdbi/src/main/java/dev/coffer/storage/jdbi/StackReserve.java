package dev.coffer.storage.jdbi;

/**
 * Room on the stack. A thread that overflows its stack between taking what others wait for and handing it on can run nothing
 * that would hand it on, and all others would wait for ever: so it has to overflow before.
 */
public final class StackReserve {
    private static final int LEVELS = 400; // four times what was seen to be enough; takes 2 microseconds

    private static final int LEVELS_TO_LEAVE = 50;

    private StackReserve() {}

    /** Fails with StackOverflowError if there is not enough room to take what others wait for and to hand it on. */
    public static void demand() {
        demand(LEVELS);
    }

    /** The same, if what others wait for is taken and handed on by the caller itself, and not by what it calls. */
    public static void demandToLeave() {
        demand(LEVELS_TO_LEAVE);
    }

    private static void demand(int levels) {
        if (descend(levels, 1, 2, 3, 4, 5, 6) == 0) {
            throw new AssertionError();
        }
    }

    /** The numbers are used after the call within, so that they take room during it. */
    private static long descend(int levels, long a, long b, long c, long d, long e, long f) {
        return levels == 0 ? a : descend(levels - 1, b, c, d, e, f, a) + (a ^ b ^ c ^ d ^ e ^ f) + levels;
    }
}
