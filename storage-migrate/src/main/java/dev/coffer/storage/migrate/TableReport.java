package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.RecordKind;

/**
 * What became of the records of one kind.
 *
 * @param kind which kind
 * @param read how many the source has, with those that cannot be read
 * @param arrived how many are in the target; in a dry run, how many would be
 * @param rejected how many are not, because they break a rule; the rest the target has no place for
 */
public record TableReport(RecordKind kind, long read, long arrived, long rejected) {}
