#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server on loopback whose answers are kind or hostile.  Arguments: file for the port, folder of
documents, seconds to live.  Ends by itself."""
import http.server, os, sys, threading, time

port_file, folder, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def answer(self, body, status=200, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self, piece, pause, most):
        self.send_response(200)
        self.end_headers()
        sent = 0
        while sent < most:
            self.wfile.write(piece)
            self.wfile.flush()
            sent += len(piece)
            time.sleep(pause)

    def do_GET(self):
        path = self.path
        try:
            if path == "/huge":
                self.stream(b"<rss>" + b" " * 65536, 0, 1 << 30)
            elif path == "/said-huge":
                self.send_response(200)
                self.send_header("Content-Length", str(1 << 30))
                self.end_headers()
            elif path == "/drip":
                self.stream(b" ", 0.2, 1 << 20)
            elif path == "/loop":
                self.answer(b"", 302, [("Location", "/loop")])
            elif path == "/to-file":
                self.answer(b"", 302, [("Location", "file:///etc/passwd")])
            elif path == "/error":
                self.answer(b"no", 500)
            elif path == "/etag":
                if self.headers.get("If-None-Match") == '"v1"':
                    self.answer(b"", 304)
                else:
                    with open(os.path.join(folder, "atom.xml"), "rb") as f:
                        self.answer(f.read(), 200, [("ETag", '"v1"')])
            else:
                with open(os.path.join(folder, os.path.basename(path)), "rb") as f:
                    self.answer(f.read())
        except (BrokenPipeError, ConnectionResetError):
            pass
        except FileNotFoundError:
            self.answer(b"", 404)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
with open(port_file + ".new", "w") as f:
    f.write(str(server.server_address[1]))
os.rename(port_file + ".new", port_file)
threading.Timer(seconds, lambda: os._exit(0)).start()
server.serve_forever()
