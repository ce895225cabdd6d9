// The program of a Node worker: loads a handler, then calls it as often as it is asked to.
//
// Names, texts and order are those of Lambda's runtime. It needs nothing but Node itself.
// Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html

'use strict';

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { types } = require('node:util');

class Fault extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

const root = process.env.LAMBDA_TASK_ROOT;
const channel = new net.Socket({ fd: Number(process.argv[2]) });
const major = process.versions.node.split('.')[0];
process.env.AWS_EXECUTION_ENV = `AWS_Lambda_nodejs${major}.x`;
process.argv.splice(2);

// One call at a time; `settle` answers it, once.
let settle = null;
let settled = null;
// Files that were told of, and of a module all there are: what `import` has loaded is not listed.
const told = new Set();
let found = null;

function send(kind, body, after) {
  const bytes = Buffer.from(body);
  const head = { kind, size: bytes.length, files: loaded() };
  channel.ref();
  channel.write(Buffer.concat([Buffer.from(JSON.stringify(head) + '\n'), bytes]), after);
}

function loaded() {
  const files = (found ?? Object.keys(require.cache)).filter(
    (file) => !told.has(file) && file !== __filename && !file.includes('/node_modules/'),
  );
  files.forEach((file) => told.add(file));
  return files;
}

function sources(folder, found) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (found.length >= 500 || entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) sources(file, found);
    else if (/\.([cm]?[jt]s|json)$/.test(entry.name)) found.push(file);
  }
  return found;
}

// The stack up to where this program called.
function linesOf(stack) {
  const lines = stack.split('\n');
  const ours = lines.findIndex((line) => line.includes(__filename));
  return ours < 0 ? lines : lines.slice(0, ours);
}

function failure(error) {
  let shown;
  try {
    const isError =
      types.isNativeError(error) || (error && error.name && error.message && error.stack);
    shown = isError
      ? { errorType: error.name, errorMessage: error.message, trace: linesOf(error.stack) }
      : { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    shown = { errorType: 'handled', errorMessage: 'The error could not be read', trace: [] };
  }
  const title = `[ERROR] ${shown.errorType}: ${shown.errorMessage}`;
  console.error([title, ...shown.trace.slice(1)].join('\n'));
  return JSON.stringify(shown);
}

function isModuleFolder(folder) {
  const manifest = path.join(folder, 'package.json');
  if (folder.endsWith('/node_modules')) return false;
  if (fs.existsSync(manifest)) return JSON.parse(fs.readFileSync(manifest, 'utf8')).type === 'module';
  return folder !== path.dirname(folder) && isModuleFolder(path.dirname(folder));
}

async function moduleAt(place) {
  const wanted = isModuleFolder(path.dirname(place)) ? ['.js', '.mjs'] : ['.mjs'];
  if (fs.existsSync(place) && fs.statSync(place).isFile()) return require(place);
  if (!wanted.includes('.js') && fs.existsSync(place + '.js')) return require(place + '.js');
  for (const extension of wanted) {
    if (!fs.existsSync(place + extension)) continue;
    found = sources(root, [place + extension]);
    return import(pathToFileURL(place + extension).href);
  }
  if (fs.existsSync(place + '.cjs')) return require(place + '.cjs');
  return require(require.resolve(path.basename(place), { paths: [root, path.dirname(place)] }));
}

async function load(handler) {
  if (handler.includes('..')) {
    throw new Fault('Runtime.MalformedHandlerName', `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`);
  }
  const [, name, members] = /^([^.]*)\.(.*)$/.exec(path.basename(handler)) || [];
  if (members === undefined) throw new Fault('Runtime.MalformedHandlerName', 'Bad handler');
  let found;
  try {
    found = await moduleAt(path.resolve(root, path.dirname(handler), name));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Fault('Runtime.UserCodeSyntaxError', String(error));
    if (error && ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(error.code)) {
      throw new Fault('Runtime.ImportModuleError', String(error));
    }
    throw error;
  }
  const called = members.split('.').reduce((inner, key) => inner && inner[key], found);
  if (!called) throw new Fault('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  if (typeof called !== 'function') throw new Fault('Runtime.HandlerNotFound', `${handler} is not a function`);
  return called;
}

function text(value) {
  try {
    return JSON.stringify(value === undefined ? null : value) ?? 'null';
  } catch {
    throw new Error('Unable to stringify response body');
  }
}

function contextOf(head, answer) {
  const variables = process.env;
  return {
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: head.id,
    invokedFunctionArn: head.arn,
    functionName: variables.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: variables.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: variables.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: variables.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: undefined,
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(head.deadline - Date.now())),
    succeed: (value) => answer(null, value),
    fail: (error) => answer(error ?? 'handled'),
    done: (error, value) => answer(error, value),
  };
}

function call(handler, head, event) {
  const given = settle = (error, value) => {
    if (settle !== given) return;
    settle = settled = null;
    let kind = 'error';
    let body;
    if (error !== null && error !== undefined) body = failure(error);
    else {
      try {
        body = text(value);
        kind = 'result';
      } catch (unwritable) {
        body = failure(unwritable);
      }
    }
    send(kind, body);
  };
  const context = contextOf(head, given);
  // A callback is answered when nothing is left to do, unless the handler will not wait.
  const callback = (error, value) => {
    if (settle !== given || settled) return;
    if (!context.callbackWaitsForEmptyEventLoop || (error !== null && error !== undefined)) given(error, value);
    else settled = () => given(null, value);
  };
  channel.unref();
  try {
    const result = handler(JSON.parse(event), context, callback);
    if (result && typeof result.then === 'function') {
      settled = () => given(new Fault('Runtime.NodeJsExit', 'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled.'));
      result.then((value) => given(null, value), (error) => given(error ?? 'handled'));
    }
  } catch (error) {
    given(error ?? 'handled');
  }
}

process.on('beforeExit', () => {
  if (settle) (settled || (() => settle(null, null)))();
});

function crash(code, error) {
  if (!settle) process.exit(code);
  settle = null;
  send('final', failure(error), () => process.exit(code));
}
process.on('uncaughtException', (error) => crash(129, error));
process.on('unhandledRejection', (reason) => crash(128, new Fault('Runtime.UnhandledPromiseRejection', String(reason))));

function listen(handler) {
  let held = Buffer.alloc(0);
  channel.on('data', (bytes) => {
    held = Buffer.concat([held, bytes]);
    const lineEnd = held.indexOf(10);
    if (lineEnd < 0) return;
    const head = JSON.parse(held.subarray(0, lineEnd).toString());
    const end = lineEnd + 1 + head.size;
    if (held.length < end) return;
    const event = held.subarray(lineEnd + 1, end).toString();
    held = Buffer.alloc(0);
    call(handler, head, event);
  });
  channel.on('close', () => process.exit(0));
  channel.on('error', () => process.exit(0));
}

load(process.env._HANDLER).then(
  (handler) => {
    listen(handler);
    send('ready', '');
  },
  (error) => send('final', failure(error), () => process.exit(1)),
);
