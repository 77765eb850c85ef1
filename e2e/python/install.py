"""Makes a virtual environment of requirements.txt: install.py FOLDER REQUIREMENTS MARK

Writes to standard output one line for what it does: "waiting" for another process that makes the same one,
or "installing". The file `complete` in FOLDER holds MARK once all is there. Exits 1 with the reason on standard
error. It ends when its standard input does, which the system closes when its parent ends.
"""

import fcntl
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading

folder, requirements, mark = sys.argv[1:]
complete = pathlib.Path(folder, "complete")


def is_complete():
    # The second is a link to the system's Python, which may be gone.
    return complete.exists() and complete.read_text() == mark and pathlib.Path(folder, "bin", "python").exists()


def run(*command):
    # A process that writes into the folder holds the lock, even after this one was killed.
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, pass_fds=[lock.fileno()])
    if done.returncode != 0:
        sys.exit((done.stderr.strip() or done.stdout.strip()) + f"\n{' '.join(command[:3])}: exit code {done.returncode}")


def end_with_parent():
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


# Leaves subprocess.run, which then kills what it runs.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
threading.Thread(target=end_with_parent, daemon=True).start()

# The system gives the lock back when the last process that holds it ends, however it ends.
with open(f"{folder}.lock", "w") as lock:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("waiting", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
    if not is_complete():
        print("installing", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        run(sys.executable, "-m", "venv", folder)
        pip = ["install", "--disable-pip-version-check", "--quiet", "-r", requirements]
        run(f"{folder}/bin/python", "-m", "pip", *pip)
        complete.write_text(mark)
