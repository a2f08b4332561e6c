/** Tries one thing with a project as a user who may not write there, and prints the error. */
import { createProject } from "../src/create-project.ts";
import { openProject } from "../src/open-project.ts";

const [what, folder] = process.argv.slice(2);
try {
  if (what === "open") openProject(folder);
  else createProject(folder, { name: "x", task: "classification", images: folder });
  console.log("no error");
} catch (error) {
  console.log((error as Error).message);
}
