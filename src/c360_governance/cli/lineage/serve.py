"""`c360 lineage serve`: an HTTP receiver for OpenLineage clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from c360_governance.cli.common import repository

if TYPE_CHECKING:
    import ssl


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=5000, show_default=True, help="0 is any free one.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), default=1000.0, show_default=True, metavar="N",
              help="Events a second that one sender may send.")  # fmt: skip
@click.option("--max-bytes", type=click.IntRange(min=1024), default=16 * 1024 * 1024, show_default=True,
              metavar="N", help="The largest body that is taken, once it is decompressed.")  # fmt: skip
@click.option("--queue", type=click.IntRange(min=1), default=256, show_default=True, metavar="N",
              help="Requests that may wait for the log; more are asked to come back later.")  # fmt: skip
@click.option("--certificate", metavar="FILE", help="A TLS certificate (PEM), with its --key.")
@click.option("--key", metavar="FILE", help="The certificate's private key (PEM).")
@click.pass_context
def command(
    ctx: click.Context, host: str, port: int, rate: float, max_bytes: int, queue: int, certificate: str | None,
    key: str | None,
) -> None:  # fmt: skip
    """Receive events over HTTP until it is stopped (Ctrl-C or SIGTERM).

    OpenLineage clients post single events to /api/v1/lineage and arrays to /api/v1/lineage/batch. What is
    acknowledged is durable. On any address but a loopback one, senders need a token: `c360 lineage token add NAME`.

    \b
    Examples:
      c360 lineage serve --port 5000
      OPENLINEAGE_URL=http://127.0.0.1:5000 dbt-ol run
    """
    import signal
    import threading

    from c360_governance.lineage.ingest.guard import Policy
    from c360_governance.lineage.ingest.quarantine import Quarantine
    from c360_governance.lineage.log.log import Log
    from c360_governance.lineage.serve.committer import Committer
    from c360_governance.lineage.serve.limits import RateLimit
    from c360_governance.lineage.serve.receiver import Receiver
    from c360_governance.lineage.serve.server import LOOPBACK, Server, Settings
    from c360_governance.lineage.serve.tokens import Tokens
    from c360_governance.model.errors import UsageError

    repo = repository(ctx)
    tokens = Tokens(repo.root)
    if host not in LOOPBACK and not tokens.made():
        raise UsageError(f"nobody has a token, and {host} can be reached by others",
                         help="make one: c360 lineage token add NAME")  # fmt: skip
    settings = Settings(host, port, host not in LOOPBACK, max_bytes, tls=_tls(certificate, key))
    with Log.open(repo.config.log, repo.root) as log, Quarantine(repo.root) as quarantine:
        committer = Committer(log, queue)
        policy = Policy.of(repo.config.document)
        receiver = Receiver(committer, RateLimit(rate, max(rate, 1.0) * 2), quarantine, policy=policy)
        try:
            server = Server(settings, receiver, tokens)
        except OSError as error:
            committer.close()
            raise UsageError(f"{host}:{port} cannot be listened on: {error.strerror}", help="choose a --port") from None
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=server.end).start())
        scheme = "https" if settings.tls else "http"
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"listening on {scheme}://{shown}:{server.server_address[1]}, into {log.name}", err=True)
        if settings.tokens_required and settings.tls is None:
            click.echo("c360: note: tokens travel in the clear: end TLS here (--certificate) or before it", err=True)
        try:
            server.serve_forever(poll_interval=0.1)
        finally:
            server.server_close()
            committer.close()
    totals = receiver.totals
    click.echo(
        f"{totals.ingested:,} ingested, {totals.duplicates:,} duplicates, {totals.unreadable:,} unreadable", err=True
    )
    for rule, count in sorted(totals.rules.items()):
        click.echo(f"{count:,} warning[{rule}]", err=True)


def _tls(certificate: str | None, key: str | None) -> ssl.SSLContext | None:
    from c360_governance.model.errors import UsageError

    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise UsageError("--certificate and --key go together", help="name both files")
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError):
        raise UsageError("the certificate or its key cannot be read", help="PEM files that belong together") from None
    return context
