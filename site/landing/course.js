// What the landing page knows of this learner: read from this browser's own storage, shown, carried in and out.
import { all, notebook, progressFile, put, readProgress } from "./storage.js";

const course = JSON.parse(document.getElementById("course").textContent);
const lessons = new Map(course.lessons.map((lesson) => [lesson.path, lesson]));
const address = (path) => `notebooks/index.html?path=${encodeURIComponent(path)}`;
const beside = (path, mark) => path.replace(/\.ipynb$/, `-${mark}.ipynb`);
const newer = (lesson) => beside(lesson.path, `new-${lesson.version}`);

function say(text) {
  document.getElementById("said").textContent = text;
}

function tell(problem) {
  say(`That did not work: ${problem.message ?? problem}. Nothing of yours was changed.`);
}

function button(text, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", () => Promise.resolve(action()).catch(tell));
  return made;
}

function download(name, data) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(data, null, 1) + "\n"], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// The notebook as it is used elsewhere: for the kernel that the lessons name, not for the browser's.
function portable(content) {
  const kernelspec = { display_name: "Python 3 (ipykernel)", language: "python", name: "python3" };
  return { ...content, metadata: { ...content.metadata, kernelspec } };
}

async function show() {
  const files = await all();
  const scores = new Map(readProgress(files).exercises.map((one) => [one.exercise, one]));
  const won = (ids) => ids.reduce((sum, id) => sum + Math.min(scores.get(id)?.score ?? 0, course.points[id]), 0);
  const done = (ids) => ids.filter((id) => (scores.get(id)?.score ?? 0) >= course.points[id]).length;
  for (const item of document.querySelectorAll(".lesson")) {
    const lesson = lessons.get(item.dataset.path);
    showLesson(item, lesson, files, { done: done(lesson.exercises), won: won(lesson.exercises) });
  }
  const every = Object.keys(course.points);
  const total = every.reduce((sum, id) => sum + course.points[id], 0);
  const line = document.getElementById("progress");
  line.hidden = files.size === 0;
  line.textContent = `Your progress: ${done(every)} of ${every.length} exercises, ${won(every)} of ${total} XP. `;
  const bar = Object.assign(document.createElement("progress"), { max: total, value: won(every) });
  bar.setAttribute("aria-label", "XP won in the whole course");
  line.append(bar);
  goOn(files, (lesson) => done(lesson.exercises) < lesson.exercises.length);
}

function showLesson(item, lesson, files, { done, won }) {
  const mine = files.get(lesson.path);
  const state = item.querySelector(".state");
  const facts = [];
  if (won) facts.push(`${done === lesson.exercises.length ? "✓ Done" : "Begun"}: ${won} of ${lesson.points} XP`);
  if (mine) facts.push("saved in this browser");
  const old = mine && mine.content?.metadata?.course?.version !== lesson.version;
  const kept = files.get(newer(lesson));
  if (old) facts.push("a newer version of this lesson is out");
  state.textContent = facts.join(" · ");
  state.hidden = facts.length === 0;
  const tools = item.querySelector(".tools");
  tools.replaceChildren();
  tools.hidden = !mine && !kept;
  const name = lesson.path.split("/").pop();
  if (mine) tools.append(button(`Download my ${name}`, () => download(name, portable(mine.content))));
  if (old) tools.append(button("Open the new version beside mine", () => openNewer(lesson, kept)));
  if (kept) tools.append(button("Download my new version", () => download(name, portable(kept.content))));
}

// The newer lesson gets a name of its own, so that the learner's stays as it is.
async function openNewer(lesson, kept) {
  if (!kept) {
    const answer = await fetch(`files/${lesson.path}`, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`the site answered ${answer.status}`);
    await put([notebook(newer(lesson), await answer.json())]);
  }
  location.href = address(newer(lesson));
}

// Where the learner was last, or the first lesson that is not done after it.
function goOn(files, unfinished) {
  const saved = course.lessons.filter((lesson) => files.has(lesson.path));
  if (!saved.length) return;
  const when = (lesson) => String(files.get(lesson.path).last_modified);
  const last = saved.reduce((one, other) => (when(other) > when(one) ? other : one));
  const later = course.lessons.slice(course.lessons.indexOf(last) + 1);
  const next = unfinished(last) ? last : (later.find(unfinished) ?? last);
  const link = document.getElementById("continue");
  link.href = address(next.path);
  link.textContent = `Continue: ${next.title}`;
}

async function exportWork() {
  const files = await all();
  const notebooks = {};
  for (const [path, model] of files) if (model.type === "notebook") notebooks[path] = model.content;
  const day = new Date().toISOString().slice(0, 10);
  download(`chatbot-course-${day}.json`, { course: 1, progress: readProgress(files), notebooks });
  say(`Exported ${Object.keys(notebooks).length} notebooks and your progress.`);
}

async function importWork(file) {
  let held;
  try {
    held = JSON.parse(await file.text());
  } catch {
    held = null;
  }
  if (held?.course !== 1 || typeof held.notebooks !== "object" || !Array.isArray(held.progress?.exercises)) {
    throw new Error(`${file.name} is not an export of this course`);
  }
  const files = await all();
  const models = progressFile(merged(readProgress(files), held.progress));
  const kept = [];
  for (const [path, content] of Object.entries(held.notebooks)) {
    if (!/^[\w][\w./ -]*\.ipynb$/.test(path) || path.includes("..") || !Array.isArray(content?.cells)) continue;
    const mine = files.get(path);
    if (mine && JSON.stringify(mine.content) === JSON.stringify(content)) continue;
    if (mine) kept.push(beside(path, "imported"));
    models.push(notebook(mine ? beside(path, "imported") : path, content));
  }
  await put(models);
  await show();
  const note = kept.length ? ` What you had stays; the imported lie beside it: ${kept.join(", ")} (see All files).` : "";
  say(`Imported ${models.length - 2} notebooks and the progress.${note}`);
}

// The best score of each exercise counts.
function merged(mine, theirs) {
  const best = new Map();
  for (const one of [...mine.exercises, ...theirs.exercises]) {
    const known = course.points[one?.exercise];
    if (known === undefined || !(one.score >= 0 && one.score <= known)) continue;
    if (!(best.get(one.exercise)?.score >= one.score)) best.set(one.exercise, one);
  }
  return { version: 1, exercises: [...best.values()] };
}

document.getElementById("export").addEventListener("click", () => exportWork().catch(tell));
document.getElementById("import").addEventListener("change", (event) => {
  const [file] = event.target.files;
  event.target.value = "";
  if (file) importWork(file).catch(tell);
});
// A lesson in another tab may have changed meanwhile; "back" may show this page as it was.
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && show().catch(tell));
addEventListener("pageshow", (event) => event.persisted && show().catch(tell));
show().catch(tell);
