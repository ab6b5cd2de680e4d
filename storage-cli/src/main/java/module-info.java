/** Coffer's command line: no API. */
module dev.coffer.storage.cli {
    requires com.exceptionfactory.jagged;
    requires com.exceptionfactory.jagged.framework;
    requires com.exceptionfactory.jagged.x25519;
    requires dev.coffer.storage.migrate;
    requires dev.coffer.storage.postgres;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires tools.jackson.core;

    opens dev.coffer.storage.cli to
            info.picocli;
}
