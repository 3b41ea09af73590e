// The part of `evidence sources` that reads: Evidence's own connectors run each query of the project's sources,
// of the file or of PostgreSQL. node check.mjs PLACE SOURCE; prints what they answered as JSON.

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import duckdb from "@evidence-dev/duckdb";
import postgres from "@evidence-dev/postgres";

const place = JSON.parse(process.argv[2]);
const server = { host: place.socket, database: "postgres", user: "board" };
const connectors = { files: [duckdb, { filename: "memberloop.duckdb" }], server: [postgres, server] };

async function answered(runner, folder, file) {
  const result = await runner(await readFile(path.join(folder, file), "utf-8"), path.join(folder, file), 1000);
  const rows = [];
  for await (const batch of typeof result.rows === "function" ? result.rows() : result.rows) rows.push(...[batch].flat());
  return { rows, columns: result.columnTypes };
}

async function seen(name) {
  const [connector, options] = connectors[name];
  const folder = path.join(import.meta.dirname, "sources", name);
  const runner = await connector.getRunner(options, folder);
  const said = {};
  for (const file of (await readdir(folder)).filter((each) => each.endsWith(".sql"))) {
    said[path.basename(file, ".sql")] = await answered(runner, folder, file);
  }
  const [version] = said.version.rows;
  return {
    client: `Evidence, ${name}`,
    version: version.version,
    builds: [version.visits_build, version.figures_build],
    rows: version.figures,
    figures: said.figures.rows.length,
    types: Object.fromEntries(said.figures.columns.map((column) => [column.name, column.evidenceType])),
  };
}

console.log(JSON.stringify(await seen(process.argv[3])));
