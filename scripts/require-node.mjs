// Plain JavaScript on purpose: it must run, and say this clearly, on the oldest Node that somebody may have.
const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  process.stderr.write(
    `Kontrollrom needs Node 24, this is ${process.version}: run "npm ci" here, which brings it on Linux and Windows, or install Node 24.\n`,
  );
  process.exit(1);
}
