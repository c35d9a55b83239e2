// Loads a file of calls into a table of DuckDB on one thread and prints what it took as JSON: load.mjs <path>.
import { DuckDBInstance } from "@duckdb/node-api";

/** The fields that the product keeps, with types of their own: nothing is guessed from samples. */
const columns = {
  call_id: "VARCHAR",
  timestamp: "TIMESTAMP",
  workflow_name: "VARCHAR",
  step_name: "VARCHAR",
  user_id: "VARCHAR",
  task_type: "VARCHAR",
  provider: "VARCHAR",
  tier: "VARCHAR",
  model_id: "VARCHAR",
  input_tokens: "BIGINT",
  output_tokens: "BIGINT",
  estimated_cost: "DOUBLE",
  latency_ms: "BIGINT",
  success: "BOOLEAN",
  error_type: "VARCHAR",
  metadata: "STRUCT(run_id VARCHAR)",
};

const [path = ""] = process.argv.slice(2);
const types = Object.entries(columns).map(([name, type]) => `${name}: '${type}'`);
const options = `format='newline_delimited', ignore_errors=true, columns={${types.join(", ")}}`;
const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
const connection = await instance.connect();
await connection.run("SET threads=1");
// Lets it write rows as they come: faster, and we ask for no order.
await connection.run("SET preserve_insertion_order=false");

const rssBefore = process.memoryUsage.rss();
const cpuBefore = process.cpuUsage();
const startMs = performance.now();
await connection.run(
  `CREATE TABLE calls AS SELECT * FROM read_json('${path.replaceAll("'", "''")}', ${options})`,
);
const ms = performance.now() - startMs;
const cpu = process.cpuUsage(cpuBefore);
const counted = await connection.runAndReadAll("SELECT count(*) FROM calls");
process.stdout.write(
  JSON.stringify({
    rows: Number(counted.getRows()[0]?.[0] ?? 0),
    columnBytes: 0,
    detail: {},
    ms,
    cpuMs: (cpu.user + cpu.system) / 1000,
    rssGrowthBytes: process.resourceUsage().maxRSS * 1024 - rssBefore,
    storageBytes: null,
  }),
);
