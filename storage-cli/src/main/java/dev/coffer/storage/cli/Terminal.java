package dev.coffer.storage.cli;

import java.util.Optional;
import java.util.OptionalInt;

/** Whoever sits in front of the program, if anybody does. */
interface Terminal {
    /** How many columns stderr has; empty if it is no terminal. */
    OptionalInt width();

    /** Asks for a password without showing it; empty if there is nobody to ask. */
    Optional<String> password(String prompt);
}
