// SPDX-License-Identifier: MIT
//
// Node.js's own parser, used as its http module does. One row a line: "response|request METHOD HEX"; answers as table.py says.
'use strict';

const { HTTPParser, methods } = process.binding('http_parser');

const hex = (text) => Buffer.from(text, 'latin1').toString('hex') || '-';

function read(kind, method, bytes) {
  const parser = new HTTPParser();
  parser.initialize(kind === 'response' ? HTTPParser.RESPONSE : HTTPParser.REQUEST, {});
  let head = null;
  let done = false;
  let fields = [];
  let url = '';
  let body = Buffer.alloc(0);
  parser[HTTPParser.kOnHeaders | 0] = (some, target) => {
    if (head) return;  // a trailer
    fields = fields.concat(some);
    url += target;
  };
  parser[HTTPParser.kOnHeadersComplete | 0] = (major, minor, some, verb, target, status, reason, upgrade, keepAlive) => {
    fields = fields.concat(some || []);
    url += target || '';
    head = { version: `HTTP/${major}.${minor}`, verb: methods[verb], status, reason, upgrade, keepAlive };
    if (kind === 'request') return 0;
    if (method === 'CONNECT') return 2;
    return method === 'HEAD' ? 1 : 0;
  };
  parser[HTTPParser.kOnBody | 0] = (data, offset, size) => {
    body = Buffer.concat([body, offset === undefined ? data : data.subarray(offset, offset + size)]);
  };
  parser[HTTPParser.kOnMessageComplete | 0] = () => {
    if (kind === 'response' && head.status < 200 && head.status !== 101) {  // the http module waits for the next as well
      head = null;
      fields = [];
      return;
    }
    done = true;
  };
  const refused = (error) => {
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;  // as the http module's server answers
    return `refused\t${error.code}\t${kind === 'request' ? status : '-'}`;
  };
  let at = 0;
  for (; at !== bytes.length && !done; ++at) {
    const result = parser.execute(bytes.subarray(at, at + 1));
    if (result instanceof Error && !done) return refused(result);
  }
  if (!done) {
    const result = parser.finish();
    if (!done) return result instanceof Error ? `truncated\t${result.code}` : 'truncated\tno message';
  }
  const first = kind === 'response' ? `${head.status}${head.reason ? ' ' + head.reason : ''}` : `${head.verb} ${url} ${head.version}`;
  const pairs = [];
  for (let i = 0; i < fields.length; i += 2) pairs.push(`${hex(fields[i])}=${hex(fields[i + 1])}`);
  const tunnel = kind === 'response' && (head.upgrade || (method === 'CONNECT' && head.status < 300));
  const stays = head.keepAlive && !tunnel ? 'stay' : 'close';
  return ['message', hex(first), body.toString('hex') || '-', stays, bytes.subarray(at).toString('hex') || '-', pairs.join(',') || '-'].join('\t');
}

if (process.argv[2] === '--version') {
  console.log(`Node.js ${process.versions.node} (llhttp ${process.versions.llhttp})`);
} else {
  const lines = require('fs').readFileSync(0, 'latin1').split('\n').filter((line) => line);
  for (const line of lines) {
    const [kind, method, data] = line.split(' ');
    console.log(read(kind, method, Buffer.from(data || '', 'hex')));
  }
}
