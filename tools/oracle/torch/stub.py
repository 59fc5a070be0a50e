"""The `expecttest` that torch's test helpers import and Debian's torch lacks; nothing here calls it."""

import sys
import types
import unittest

sys.modules.setdefault("expecttest", types.SimpleNamespace(TestCase=unittest.TestCase, ACCEPT=False))
