"""Makes the reference cases of tests/reference again: small networks, trained by PyTorch in float64; and of those in
`sharpness` beside them the largest eigenvalue of the Hessian.

    python3 reference.py FOLDER            trains them, and compares with what the folder's files hold
    python3 reference.py FOLDER --write    the same, and writes the files

A case's experiment, its batch (`x`, `y`) and its initial parameters are this program's inputs, and it takes them from
the case's own file: they were drawn once, the seed is not known, and no seed makes them again. What it computes from
them is the rest of the file: `trace`, every measurement of every step, and `evaluation_loss_after`; or `sharpness` and
`least_eigenvalue`.

The comparison: two numbers a and b differ by |a - b| / max(|a|, |b|), entry by entry, without any allowance for small
ones but that of LEAST. Over LARGEST_DIFFERENCE anywhere, or with a measurement that one side lacks, it fails.
"""

import argparse
import json
import sys
import warnings
from pathlib import Path

# PyTorch works without NumPy, but remarks on it.
warnings.filterwarnings("ignore", message="Failed to initialize NumPy")
import torch

from sharpness import extreme_eigenvalues
from training import train

LARGEST_DIFFERENCE = 1e-9
# What a number counts as at least. A spread of 1e-8 is the difference of activations around 0.5, which float64 rounds at
# 1e-16, each machine its own way: that alone comes to 4e-10 of it.
LEAST = {"activation_spreads": 1e-6}


def main():
    options = argparse.ArgumentParser(description="Makes the reference cases again, and compares.")
    options.add_argument("folder", type=Path, help="where the cases are")
    options.add_argument("--write", action="store_true", help="write the files that were made")
    options = options.parse_args()
    torch.set_default_dtype(torch.float64)
    # Sums have one order, whatever the machine's number of cores.
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)

    cases = sorted(options.folder.glob("*.json"))
    if not cases:
        sys.exit(f"there are no cases in {options.folder}")
    found = [remake(path, options.write) for path in cases]
    eigenvalues = sorted((options.folder / "sharpness").glob("*.json"))
    found += [(measure(path, options.write), set()) for path in eigenvalues]
    largest, where = max(worst for worst, _ in found)
    lacking = sorted({name for _, names in found for name in names})
    print(f"PyTorch {torch.__version__}, {len(found)} cases: the largest difference is {largest:.1e}, in {where}")
    if options.write:
        return
    if lacking:
        sys.exit(f"only one side has {', '.join(lacking)}; `make reference WRITE=1` writes the files anew")
    if not largest <= LARGEST_DIFFERENCE:
        sys.exit(f"over {LARGEST_DIFFERENCE:.0e}")


def remake(path, write):
    """Trains one case. Gives the largest difference to its file and where that is, and the measurements that only one
    side has."""
    case = json.loads(path.read_text())
    trace, evaluation_loss_after = train(case)
    differences = [(difference(case["evaluation_loss_after"], evaluation_loss_after), "evaluation_loss_after")]
    lacking = set()
    for number, (old, new) in enumerate(zip(case["trace"], trace), 1):
        lacking |= old.keys() ^ new.keys()
        for key in old.keys() & new.keys():
            differences.append((difference(old[key], new[key], LEAST.get(key, 0.0)), f"step {number}, {key}"))
    largest, where = max(differences)
    print(f"{case['name']}: {largest:.1e} ({where})")
    if write:
        path.write_text(text({**case, "trace": trace, "evaluation_loss_after": evaluation_loss_after}))
    return (largest, f"{case['name']}, {where}"), lacking


def measure(path, write):
    """Computes one case's eigenvalues. Gives the largest difference to its file, and where that is."""
    case = json.loads(path.read_text())
    made = dict(zip(("least_eigenvalue", "sharpness"), extreme_eigenvalues(case)))
    largest, where = max((difference(case[key], made[key]), key) for key in made)
    print(f"{case['name']}: {largest:.1e} ({where})")
    if write:
        path.write_text(text({**case, **made}))
    return largest, f"{case['name']}, {where}"


def difference(a, b, least=0.0):
    """The largest relative difference between two numbers, or between two lists entry by entry."""
    if isinstance(a, list):
        return max((difference(one, other, least) for one, other in zip(a, b, strict=True)), default=0.0)
    # NaN counts as any size.
    return 0.0 if a == b else abs(a - b) / max(abs(a), abs(b), least) if a == a and b == b else float("inf")


def text(case):
    """A case's file: a line for each key and each step, so that a change shows where it is."""
    lines = {key: json.dumps(value) for key, value in case.items()}
    if "trace" in case:
        lines["trace"] = "[\n" + ",\n".join("    " + json.dumps(measured) for measured in case["trace"]) + "\n  ]"
    return "{\n" + ",\n".join(f'  "{key}": {line}' for key, line in lines.items()) + "\n}\n"


main()
