package dev.coffer.storage.cli;

/**
 * What a command came to.
 *
 * @param code of the exit
 * @param out all of stdout
 * @param err all of stderr
 */
record Result(int code, String out, String err) {
    String all() {
        return out + err;
    }
}
