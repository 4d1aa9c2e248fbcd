// Runs speedscope's own importer on a trace file and prints what it made of it as JSON. The package ships its importer inside the
// bundle of its web page, so the bundle is run without a page: the importer is kept before drawing the page fails.
import { readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import vm from 'node:vm';

const path = process.argv[2];
const release = new URL('./node_modules/speedscope/dist/release/', import.meta.url);
const bundle = readdirSync(release).find(name => /^speedscope-.*\.js$/.test(name));
const source = readFileSync(new URL(bundle, release), 'utf8');

// The importer is a module of its own in the bundle, made when it is first asked for: `…then(()=>(initialise(),exports))`.
const module = /=Promise\.resolve\(\)\.then\(\(\)=>\((\w+)\(\),(\w+)\)\);/.exec(source);
const start = source.indexOf('(()=>{');
if (!module || start < 0)
  throw new Error('The bundle of this version of speedscope does not look as expected.');
const [, initialise, exports] = module;
const kept = `globalThis.importForCheck=(name,content)=>(${initialise}(),${exports}).importProfileGroupFromBase64(name,content);`;
const patched = source.slice(0, start + 6) + kept + source.slice(start + 6);

const said = [];
const note = (...parts) => said.push(parts.map(String).join(' '));
const page = {
  console: { log: note, warn: note, error: note, info: note, debug: note },
  atob, btoa, TextDecoder, TextEncoder, URL, URLSearchParams, setTimeout, clearTimeout, performance,
};
page.window = page.self = page.globalThis = page;
vm.createContext(page);
try {
  vm.runInContext(patched, page);
} catch (withoutPage) {
  if (!page.importForCheck)
    throw withoutPage; // drawing the page must fail here; before that the importer was kept
}

const group = await page.importForCheck(basename(path), readFileSync(path).toString('base64'));
if (!group)
  throw new Error(`speedscope does not know the format of ${path}. ${said.join('\n')}`);
const profiles = group.profiles.map(profile => {
  const frames = new Map();
  const open = [];
  profile.forEachCall(
    (node, value) => open.push([node.frame.name, value]),
    (_, value) => {
      const [name, begun] = open.pop();
      const known = frames.get(name) ?? { calls: 0, total: 0 };
      frames.set(name, { calls: known.calls + 1, total: known.total + value - begun });
    },
  );
  return { name: profile.getName(), unit: profile.getWeightUnit(), total: profile.getTotalWeight(), frames: Object.fromEntries(frames) };
});
console.log(JSON.stringify({ profiles, warnings: said.filter(line => !line.startsWith('speedscope v')) }));
