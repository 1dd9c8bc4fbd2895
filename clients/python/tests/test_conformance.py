"""The example drivers conform, and drivers with a fault are found."""

import os
import subprocess
import sys
import unittest
from pathlib import Path

from support import CLIENTS, DESCRIPTION, HubCase
from reins.conformance.driver import DriverChecks
from reins.conformance.hub import HubChecks
from reins.conformance.report import run

HERE = Path(__file__).parent
PYTHON_DRIVER = [sys.executable, str(CLIENTS / "python/examples/driver.py")]
CPP_DRIVER = CLIENTS / "cpp/driver"
ENVIRONMENT = {"PYTHONPATH": str(HERE.parent / "src")}


class Drivers(unittest.TestCase):
    def outcomes(self, command, names=None):
        os.environ.update(ENVIRONMENT)
        checks = DriverChecks([*map(str, command)])
        self.addCleanup(checks.close)
        chosen = [check for check in checks.checks() if names is None or check.__name__ in names]
        return {check.__name__: result for check, result in zip(chosen, run(chosen, lambda result: None))}

    def conforms(self, command, names=None):
        results = self.outcomes([*command, "--connect", "{endpoint}", "--description", DESCRIPTION], names)
        self.assertEqual({name: r.text for name, r in results.items() if r.outcome != "passed"}, {})

    def test_the_python_example_conforms(self):
        self.conforms(PYTHON_DRIVER)

    @unittest.skipUnless(CPP_DRIVER.exists(), "clients/cpp/driver is not built: make -C clients/cpp")
    def test_the_cpp_driver_conforms(self):
        self.conforms([CPP_DRIVER])

    def test_faults_are_found(self):
        for fault, check in (("epochs", "epochs"), ("patience", "hold"), ("nan", "refuses_non_finite")):
            with self.subTest(fault):
                results = self.outcomes([sys.executable, HERE / "bad_driver.py", fault, "{endpoint}", DESCRIPTION], {"obeys", check})
                self.assertEqual({name: r.outcome for name, r in results.items()}, {"obeys": "passed", check: "failed"}, results[check].text)


class Hubs(HubCase):
    def test_the_little_hub_conforms(self):
        self.start_hub()
        checks = HubChecks(self.endpoint, "PandaReach-v3")
        self.addCleanup(checks.close)
        results = run(checks.checks(), lambda result: None)
        self.assertEqual([(r.name, r.text) for r in results if r.outcome != "passed"], [])

    def test_the_doctor_tells_people_and_programs(self):
        self.start_hub()
        for words, expected in ((["--json"], '"roundTripMicroseconds"'), ([], "messages/s")):
            done = subprocess.run(
                [sys.executable, "-m", "reins.doctor", "--connect", self.endpoint, *words], capture_output=True, text=True,
                env={**os.environ, **ENVIRONMENT},
            )
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(expected, done.stdout)


if __name__ == "__main__":
    unittest.main()
