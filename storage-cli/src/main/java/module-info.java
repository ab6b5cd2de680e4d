/** Coffer's command line: no API. */
module dev.coffer.storage.cli {
    requires dev.coffer.storage.migrate;
    requires dev.coffer.storage.postgres;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires tools.jackson.core;

    opens dev.coffer.storage.cli to
            info.picocli;
}
