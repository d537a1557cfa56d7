// Reads Chrome trace events by a reader that is not ours, and prints what it found: each lane's threads and events.
"use strict";
const { buildModel } = require("@tracerbench/trace-model");
const model = buildModel(JSON.parse(require("fs").readFileSync(0, "utf8")).traceEvents);
console.log(JSON.stringify({
  length: model.end - model.start,
  lanes: model.processes.map((lane) => [lane.name, lane.threads.map((one) => [one.name, one.events.filter((event) => !event.isMetadata()).length])]),
}));
